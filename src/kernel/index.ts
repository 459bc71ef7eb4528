export { Digest } from './digest.js';
export { EventQueue } from './event-queue.js';
export { MAX_TIME_MICROS } from './event-time.js';
export { KeyedDraw } from './keyed-draw.js';
export { RandomStreams, type UniformSource } from './random-streams.js';
export { exponential } from './samplers.js';
