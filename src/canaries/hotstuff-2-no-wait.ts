/**
 * HotStuff-2 whose new leaders propose at once, whatever they know: nodes with a newer lock refuse, and a liar that shows its
 * certificates to some nodes only keeps it so, view after view. The liveness judge must cry out.
 */
import { hotstuff2 } from '../protocols/hotstuff-2.js';

const canary: typeof hotstuff2 = {
  ...hotstuff2,
  name: 'hotstuff-2-no-wait',
  describe: 'Broken on purpose: HotStuff-2 whose leaders never wait for locks',
  canaryOf: hotstuff2.name,
  init(me, params) {
    const s = hotstuff2.init(me, params);
    return { ...s, rules: { ...s.rules, wait: false } };
  },
};

export default canary;
