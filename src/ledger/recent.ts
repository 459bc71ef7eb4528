/** Answers of a pure function, of which only the newest are kept: an older one is computed again when somebody asks. */
export class Recent<V> {
  private readonly most: number;
  private readonly answers = new Map<number, V>();

  constructor(most: number) {
    this.most = most;
  }

  get(key: number, compute: () => V): V {
    let answer = this.answers.get(key);
    if (answer === undefined) {
      answer = compute();
      if (this.answers.size === this.most) this.answers.delete(this.answers.keys().next().value!);
      this.answers.set(key, answer);
    }
    return answer;
  }
}
