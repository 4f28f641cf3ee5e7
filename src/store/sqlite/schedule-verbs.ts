import type { ScheduleStore } from "../schedule-store.ts";
import type { Connection } from "./connection.ts";

/** Their files are read when they are called: a person who types `errand run` does not wait for them. */
export function scheduleVerbs(connection: Connection): ScheduleStore {
  return { ...registryVerbs(connection), ...tickVerbs(connection) };
}

type TickVerb = "settle" | "ticks" | "latestTicks" | "countUnrun";

function registryVerbs(connection: Connection): Omit<ScheduleStore, TickVerb> {
  return {
    async registerSchedules(registration) {
      const { registerSchedules } = await import("./register-schedules.ts");
      return registerSchedules(connection, registration);
    },
    async addSchedule(schedule, now) {
      const { addSchedule } = await import("./dynamic-schedules.ts");
      return connection.write(() => addSchedule(connection, schedule, now));
    },
    async removeSchedule(id, now) {
      const { removeSchedule } = await import("./dynamic-schedules.ts");
      return connection.write(() => removeSchedule(connection, id, now));
    },
    async schedules(filter = {}) {
      const { listSchedules } = await import("./schedules.ts");
      return connection.read(() => listSchedules(connection, filter));
    },
    async scheduleRevision() {
      const { scheduleRevision } = await import("./schedules.ts");
      return connection.read(() => scheduleRevision(connection));
    },
    async findSchedule(id) {
      const { findSchedule } = await import("./schedules.ts");
      return connection.read(() => findSchedule(connection, id));
    },
    async pauseSchedule(id, pause) {
      const { pauseSchedule } = await import("./pause-schedule.ts");
      return connection.write(() => pauseSchedule(connection, id, pause));
    },
    async resumeSchedule(id, now) {
      const { resumeSchedule } = await import("./pause-schedule.ts");
      return connection.write(() => resumeSchedule(connection, id, now));
    },
    async rewindSchedule(request) {
      const { rewindSchedule } = await import("./rewind-schedule.ts");
      return connection.write(() => rewindSchedule(connection, request));
    },
  };
}

function tickVerbs(connection: Connection): Pick<ScheduleStore, TickVerb> {
  return {
    async settle(settlements, by) {
      const { settle } = await import("./settle.ts");
      return connection.write(() => settle(connection, settlements, by));
    },
    async ticks(filter) {
      const { listTicks } = await import("./ticks.ts");
      return connection.read(() => listTicks(connection, filter));
    },
    async latestTicks() {
      const { latestTicks } = await import("./ticks.ts");
      return connection.read(() => latestTicks(connection));
    },
    async countUnrun(span) {
      const { countUnrun } = await import("./count-unrun.ts");
      return connection.read(() => countUnrun(connection, span));
    },
  };
}
