export type * from './strategy.js';
export { honest } from './honest.js';
export { sm1, stubborn, type Stubbornness } from './stubborn.js';
export { tabled, type Table } from './table.js';
