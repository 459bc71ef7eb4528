/**
 * Streamlet in which any three adjacent notarized blocks are final, whatever lies between their epochs: meanwhile the others
 * may have built as long a chain beside them. The agreement judge must cry out.
 */
import { streamlet } from '../protocols/streamlet.js';

const canary: typeof streamlet = {
  ...streamlet,
  name: 'streamlet-any-epochs',
  describe: 'Broken on purpose: Streamlet that finalizes without consecutive epochs',
  canaryOf: streamlet.name,
  init: (me, params) => ({ ...streamlet.init(me, params), finalizes: () => true }),
};

export default canary;
