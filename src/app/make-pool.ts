import { findCommand } from "../command/discover.ts";
import { stampOf } from "../command/file-stamp.ts";
import { newId } from "../core/ids.ts";
import { childConfigOf } from "../runner/child-words.ts";
import { forkAttendant } from "../runner/fork-child.ts";
import { PoolChild } from "../runner/pool/pool-child.ts";
import { toldByPool } from "../runner/pool/told-by-pool.ts";
import { addTeller } from "../runner/told-ends.ts";
import { Trail } from "../runner/pool/trail.ts";
import { PoolChildren } from "../runner/pool/pool-children.ts";
import type { LaneHouse } from "../worker/lanes/lane.ts";
import { PoolLane } from "../worker/lanes/pool-lane.ts";

/** The lane of children that are used again. None is forked before there is a run for it. */
export function makePool(house: LaneHouse): PoolLane {
  const { clock, events } = house;
  const fork = (): PoolChild => {
    const config = childConfigOf(house.config());
    const trail = openTrail();
    const child = new PoolChild(forkAttendant(config, ["pool"], trail ? [trail.fd] : []), {
      clock,
      trail,
      config,
      mark: `\0errand ${newId(clock.now())} `,
      onStray: ({ runId, command, why }) => events.emit({ type: "pool.stray_error", runId, command, why }),
      onLeft: (open, pid, commands) => events.emit({ type: "child.left_open", pid, commands, open }),
    });
    void child.ended.then(addTeller(() => toldByPool(child)));
    return child;
  };
  const children = new PoolChildren({
    fork,
    clock,
    size: () => house.config().pool.size,
    maxRuns: () => house.config().pool.maxRuns,
    stampOf(name) {
      const found = findCommand(house.config(), name);
      return found ? stampOf(found.file) : "absent";
    },
    onUnstartable: (why) => events.emit({ type: "child.unstartable", why }),
  });
  return new PoolLane(house, children);
}

/** Without it a child that is killed is believed what it said before. */
function openTrail(): Trail | null {
  try {
    return new Trail();
  } catch {
    return null;
  }
}
