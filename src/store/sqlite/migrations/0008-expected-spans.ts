/**
 * How often a command should succeed is kept beside since when that is expected: while its module does not load, nothing
 * else knows.
 */
export const EXPECTED_SPANS = /* sql */ `
-- Null: it was expected before this was kept.
alter table expectations add column within_ms integer check (within_ms >= 0);
`;
