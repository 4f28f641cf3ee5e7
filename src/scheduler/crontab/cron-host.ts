/** Where cron runs. */
export interface CronHost {
  /** What its cron goes by. */
  zone: string;
  now: number;
  /** What errand takes the host for: "production". */
  environment: string;
}

/** Five fields, or why there are none: the end of the sentence "… cannot stand in a crontab: it". */
export type CronTime = { time: string } | { reason: string };
