/** Groups of the numbers 0 to count − 1, each in one of its own at first (union–find). */
export class DisjointSets {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, index) => index);
  }

  /** The smallest number of the group of a number. */
  find(index: number): number {
    let root = index;
    for (let up = this.#up(root); up !== root; up = this.#up(root)) root = up;
    for (let at = index; at !== root;) {
      const next = this.#up(at);
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  /** Makes one group of those of two numbers. */
  join(a: number, b: number): void {
    const [rootA, rootB] = [this.find(a), this.find(b)];
    this.#parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  #up(index: number): number {
    const parent = this.#parents[index];
    if (parent === undefined) throw new RangeError(`internal error: no group of ${index}`);
    return parent;
  }
}
