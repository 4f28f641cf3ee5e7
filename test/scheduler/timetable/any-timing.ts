import { fc } from "../../properties.ts";

/** Expressions that are legal and come at least once a few years. */
export function anyCron(): fc.Arbitrary<string> {
  return fc
    .tuple(anyField(0, 59), anyField(0, 23), anyDay(), anyField(1, 12), anyWeekday())
    .map((fields) => fields.join(" "));
}

const ZONES = ["UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Casablanca"];

export function anyZone(): fc.Arbitrary<string> {
  return fc.constantFrom(...ZONES, "America/Sao_Paulo", "Pacific/Apia", "Asia/Kathmandu", "Africa/Cairo");
}

function anyField(low: number, high: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: low, max: high });
  const range = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: high });
  return fc.oneof(
    fc.constant("*"),
    fc.constant("H"),
    value.map(String),
    step.map((n) => `*/${n}`),
    range,
    fc.tuple(range, step).map(([span, n]) => `${span}/${n}`),
    fc
      .array(fc.oneof(value.map(String), range), { minLength: 2, maxLength: 4 })
      .map((items) => items.join(",")),
  );
}

/** Days that each month has. */
function anyDay(): fc.Arbitrary<string> {
  return fc.oneof(anyField(1, 28), fc.constantFrom("L", "LW", "15W", "1W", "1,L", "10,20W"));
}

function anyWeekday(): fc.Arbitrary<string> {
  return fc.oneof(anyField(0, 7), fc.constantFrom("MON-FRI", "SAT-SUN", "MON#1", "FRIL", "SUN#2,3", "?"));
}
