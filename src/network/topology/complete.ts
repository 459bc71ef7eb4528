import { z } from 'zod';
import type { Topology } from '../../contract.js';

const complete: Topology = {
  name: 'complete',
  describe: 'Every node is linked to every other.',
  params: z.strictObject({}),
  build: () => 'complete',
};
export default complete;
