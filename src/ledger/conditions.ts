/** What options of many protocols need to have an effect. */
import type { Condition } from '../contract.js';

export const WITH_REQUESTS: Condition = { what: 'workload', holds: (_params, { requests }) => requests };
export const WITH_FEES: Condition = { what: 'workload.fee', holds: (_params, { fees }) => fees };
export const WITH_REWARDS: Condition = { what: 'economy.reward', holds: (_params, { rewards }) => rewards };
/** Sizes weigh on lines and are counted; blocks alone have none. */
export const WITH_MESSAGES: Condition = {
  what: 'detail: messages',
  holds: (_params, { detail }) => detail === 'messages',
};
