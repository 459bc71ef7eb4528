/** What a thread of the pool does for `bounds`: answer the question it is handed. */
import { answerBounds } from './bounds.js';

export default answerBounds;
