/**
 * What most simulators use: a binary heap of event objects with a comparator, ordered by (time, sequence). It is the
 * yardstick of the queue's speed, and the model that its order is tested against.
 */
export class ReferenceHeap {
  constructor() {
    this.events = [];
    this.sequence = 0;
    this.compare = (left, right) => left.time - right.time || left.sequence - right.sequence;
    this.time = 0;
    this.a = 0;
    this.b = 0;
  }

  get size() {
    return this.events.length;
  }

  push(time, a, b) {
    const { events, compare } = this;
    const event = { time, sequence: this.sequence++, a, b };
    let position = events.length;
    events.push(event);
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (compare(event, events[parent]) >= 0) break;
      events[position] = events[parent];
      position = parent;
    }
    events[position] = event;
  }

  pop() {
    const { events } = this;
    if (events.length === 0) return false;
    const earliest = events[0];
    const last = events.pop();
    if (events.length > 0) this.sink(last);
    this.time = earliest.time;
    this.a = earliest.a;
    this.b = earliest.b;
    return true;
  }

  peekTime() {
    return this.events.length > 0 ? this.events[0].time : Infinity;
  }

  sink(event) {
    const { events, compare } = this;
    const count = events.length;
    let position = 0;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= count) break;
      if (child + 1 < count && compare(events[child + 1], events[child]) < 0) child++;
      if (compare(event, events[child]) <= 0) break;
      events[position] = events[child];
      position = child;
    }
    events[position] = event;
  }
}
