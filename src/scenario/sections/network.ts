import { z } from 'zod';
import { BANDWIDTH_PRESETS } from '../../network/bandwidth.js';
import { bitRate, duration, positiveDuration, share } from '../../quantities.js';
import type { Registry } from '../families.js';
import { WORLD_PRESETS } from '../presets.js';
import { shown } from '../wording.js';
import { choiceOf } from './choice.js';
import { regionName } from './names.js';
import { relaySchema } from './relay.js';

const lineUse = () => ({
  occupancy: z
    .enum(['sending', 'delivery', 'upload'])
    .prefault('sending')
    .describe(
      'How long a message keeps the upload line: until its last bit has left, or until it has arrived (SimBlock), or as long as it takes at the full upload rate, whatever the receiver can take (Bitcoin-Simulator).',
    ),
  rate: z
    .enum(['path', 'least'])
    .prefault('path')
    .describe(
      'What a link carries: the lesser of upload at the sender and download at the receiver, or the least of both rates of both ends (Bitcoin-Simulator).',
    ),
  carries: z
    .enum(['everything', 'blocks'])
    .prefault('everything')
    .describe('What takes its turn on the line: every message, or only blocks and parts of them.'),
});

const minersRate = () => bitRate().optional().describe('Rate of every node with weight instead, both ways.');

const bandwidth = () =>
  z
    .union([
      z.strictObject({
        up: bitRate().describe('Upload rate of every node, such as 20 Mbit/s.'),
        down: bitRate().describe('Download rate of every node.'),
        ...lineUse(),
      }),
      z.strictObject({
        regions: z
          .record(regionName(), z.strictObject({ up: bitRate(), down: bitRate() }))
          .describe('Region -> upload and download rate of each of its nodes.'),
        miners: minersRate(),
        ...lineUse(),
      }),
      z.strictObject({
        preset: z
          .enum(BANDWIDTH_PRESETS)
          .describe(
            'Rates by region as published, or drawn for each node from those measured in its region (gervais-2016).',
          ),
        miners: minersRate(),
        ...lineUse(),
      }),
    ])
    .describe('What each access line carries; without it, sending takes no time of its own.');

const synchrony = () =>
  z
    .strictObject({
      gst: duration().describe('Global stabilisation time: from here on delays are bounded.'),
      delta: positiveDuration().describe('Bound on the delay of a message after gst.'),
      before: z
        .enum(['adversarial', 'random'])
        .prefault('adversarial')
        .describe('Before gst: delays chosen to harm, or drawn at random.'),
      scheduler: z
        .enum(['sides', 'rushing', 'split-votes'])
        .prefault('sides')
        .describe(
          'How delays are chosen to harm: nodes kept apart in two groups that change; faulty nodes at once and correct ones as late as allowed, after gst too; or votes held back so that only one node sees a quorum, after gst too.',
        ),
    })
    .describe('Partial synchrony: delays are unbounded before gst and at most delta after it.');

/** How messages travel. */
export function networkSchema(registry: Registry) {
  return z
    .strictObject({
      preset: z
        .enum(WORLD_PRESETS)
        .optional()
        .describe('Links, latency and access rates of a published world; what is written beside it takes their place.'),
      topology: choiceOf(registry.topologies).prefault({ kind: 'complete' }).describe('Who is linked with whom.'),
      latency: choiceOf(registry.latencyLaws)
        .prefault({ kind: 'constant', delay: '100 ms' })
        .describe('One-way delay of a message on a link.'),
      bandwidth: bandwidth().optional(),
      loss: z.number().min(0).lt(1).prefault(0).describe('Probability that a message is lost, 0 to below 1.'),
      reordering: z
        .strictObject({
          probability: share().prefault(0.1).describe('Probability that a message is held.'),
          by: positiveDuration().describe('Longest time that it is held, beside its delay.'),
        })
        .optional()
        .describe('Some messages are held a while, so that later ones overtake them.'),
      duplication: share().prefault(0).describe('Probability that a message arrives twice.'),
      synchrony: synchrony().optional(),
      requestTimeout: z
        .union([z.literal('never'), positiveDuration()], {
          error: ({ input }) => `expected never, or a time above 0 such as "20 s", found ${shown(input)}`,
        })
        .prefault('20 s')
        .transform((timeout) => (timeout === 'never' ? null : timeout))
        .describe('When a requested block has not come, the next announcer is asked; never: it is waited for.'),
      relay: relaySchema().optional(),
    })
    .describe('How messages travel.');
}
