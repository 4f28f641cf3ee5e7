/** What a gate was shut by, and how often that let one through: where the rule is another now, the gate is too. */
export const GATE_RULES = /* sql */ `
alter table gates add column rule text not null default '';
alter table gates add column rate text not null default '';
`;
