/** What a thread of the pool does: simulate the run it is handed. */
import { simulateTask } from './simulation.js';

export default simulateTask;
