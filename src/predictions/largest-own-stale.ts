import { ownStale } from './own-stale.js';

export default ownStale('largest');
