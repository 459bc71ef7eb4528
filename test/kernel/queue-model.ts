type Event = { time: number; a: number; b: number };

/** What the event queue means: an array of events in the order of scheduling, stably sorted by time when one is taken. */
export class Model {
  private readonly events: Event[] = [];

  get size(): number {
    return this.events.length;
  }

  push(time: number, a: number, b: number): void {
    this.events.push({ time, a, b });
  }

  /** The first of the earliest. */
  pop(): Event | undefined {
    return this.events.splice(this.indexOfEarliest(), 1)[0];
  }

  peekTime(): number {
    return this.events.length > 0 ? this.events[this.indexOfEarliest()].time : Infinity;
  }

  private indexOfEarliest(): number {
    const { events } = this;
    let earliest = 0;
    for (let i = 1; i < events.length; i++) if (events[i].time < events[earliest].time) earliest = i;
    return earliest;
  }
}
