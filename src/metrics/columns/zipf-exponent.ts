import type { Metric } from '../metric.js';
import { zipfExponent } from '../tail.js';
import { isUndefined } from '../undefined.js';

const metric: Metric = {
  name: 'zipf_exponent',
  describe: 'Exponent of a Zipf law fitted to the active producers.',
  decentralised: 'lower',
  compares: 'shares',
  core: false,
  compute({ counts }) {
    const fit = zipfExponent(counts);
    return isUndefined(fit) ? fit : fit.exponent;
  },
};

export default metric;
