/**
 * Fair rotation in which nobody sits out: makers draw again at once. A minority that is cut off goes on for ever by itself,
 * and buries its blocks. The agreement judge must cry out.
 */
import { fairRotation } from '../protocols/fair-rotation.js';

const canary: typeof fairRotation = {
  ...fairRotation,
  name: 'fair-rotation-no-cool-down',
  describe: 'Broken on purpose: fair rotation in which a maker draws again at once',
  canaryOf: fairRotation.name,
  init: (me, params) => fairRotation.init(me, { ...params, coolDown: 0 }),
};

export default canary;
