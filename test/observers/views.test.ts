import type { ViewCause } from '../../src/contract.js';
import { Views } from '../../src/observers/views.js';

function viewsOf(correct: boolean[], entered: readonly (readonly [number, number, number, ViewCause])[]): Views {
  const views = new Views(correct);
  for (const [node, height, view, cause] of entered) views.onEnterView(0, node, height, view, -1, cause);
  return views;
}

describe('view changes', () => {
  test('are unknown where no correct node ever enters a view', () => {
    expect(viewsOf([true, false], []).changes).toBeNull();
    expect(viewsOf([true, false], [[1, 0, 0, 'start']]).changes).toBeNull();
    expect(viewsOf([true, false], [[0, 0, 0, 'start']]).changes).toBe(0);
  });

  test('are views entered because one was given up, each counted once for each height', () => {
    const views = viewsOf(
      [true, true],
      [
        [0, 1, 0, 'start'],
        [0, 1, 1, 'timeout'],
        [1, 1, 1, 'timeout'],
        [1, 1, 2, 'progress'],
        [1, 2, 1, 'timeout'],
        [1, 0, 1, 'timeout'],
      ],
    );
    expect(views.changes).toBe(3);
  });

  test('of a node that is no longer correct are none', () => {
    const correct = [true, true];
    const views = viewsOf(correct, [[0, 0, 1, 'timeout']]);
    correct[0] = false;
    views.onEnterView(0, 0, 0, 2, -1, 'timeout');
    expect(views.changes).toBe(1);
  });
});
