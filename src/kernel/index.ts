export { EventQueue } from './event-queue.js';
export { MAX_TIME_MICROS } from './event-time.js';
