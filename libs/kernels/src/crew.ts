/**
 * Threads that walk through the same phases together.
 *
 * A phase consists of pieces; whoever is free takes the next one, and nobody goes on before all
 * pieces are done. What a piece computes depends on its number alone, so it does not matter who
 * computes it.
 */
export class Crew {
  readonly #control: Int32Array;
  readonly #members: number;
  #phase = 0;

  /**
   * @param control - shared by all members, two counters for each phase; zeroed before each walk
   * @param members - how many threads there are
   */
  constructor(control: Int32Array, members: number) {
    this.#control = control;
    this.#members = members;
  }

  /** Starts again at the first phase. */
  begin(): void {
    this.#phase = 0;
  }

  /** One phase: does a share of the pieces 0 … count − 1 and returns when all of them are done. */
  share(count: number, work: (piece: number) => void): void {
    const taken = this.#phase * 2;
    const arrived = taken + 1;
    this.#phase += 1;
    let piece = Atomics.add(this.#control, taken, 1);
    while (piece < count) {
      work(piece);
      piece = Atomics.add(this.#control, taken, 1);
    }
    this.#meet(arrived);
  }

  /** Blocks until every member has arrived. The last one wakes the others. */
  #meet(arrived: number): void {
    let present = Atomics.add(this.#control, arrived, 1) + 1;
    if (present === this.#members) Atomics.notify(this.#control, arrived);
    while (present < this.#members) {
      Atomics.wait(this.#control, arrived, present);
      present = Atomics.load(this.#control, arrived);
    }
  }
}
