const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
/** Every zone that changes its offset at all does so within a year. */
const LOOK_AHEAD_DAYS = 366;

/** The zone that this process shows times in: `Europe/London (UTC+00:00), changes 2027-03-28T01:00:00.000Z`. */
export function describeZone(now: number): string {
  const name = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const change = nextChange(now);
  const changes =
    change === undefined ? "no change within a year" : `changes ${new Date(change).toISOString()}`;
  return `${name} (${words(offsetAt(now))}), ${changes}`;
}

/** Minutes east of UTC. */
function offsetAt(instant: number): number {
  return -new Date(instant).getTimezoneOffset();
}

/** The first instant, on the minute, whose offset differs from that of `now`. */
function nextChange(now: number): number | undefined {
  const from = Math.floor(now / MINUTE) * MINUTE;
  const offset = offsetAt(from);
  for (let day = 1; day <= LOOK_AHEAD_DAYS; day += 1) {
    const end = from + day * DAY;
    if (offsetAt(end) !== offset)
      return firstWith({ after: end - DAY, end, differs: (at) => offsetAt(at) !== offset });
  }
  return undefined;
}

/** Halves the time between an instant that does not differ and one that does, down to a minute. */
function firstWith({
  after,
  end,
  differs,
}: {
  after: number;
  end: number;
  differs: (at: number) => boolean;
}): number {
  if (end - after <= MINUTE) return end;
  const middle = after + Math.floor((end - after) / 2 / MINUTE) * MINUTE;
  return differs(middle)
    ? firstWith({ after, end: middle, differs })
    : firstWith({ after: middle, end, differs });
}

function words(offset: number): string {
  const minutes = Math.abs(offset);
  const two = (part: number): string => String(Math.trunc(part)).padStart(2, "0");
  return `UTC${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
