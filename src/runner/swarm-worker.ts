/** What a thread of the pool does for `swarm`: carry out the batch it is handed. */
import { answerSwarm } from './swarm.js';

export default answerSwarm;
