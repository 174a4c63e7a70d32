/** What is going to happen, in the order of time, to whom, and in which of his lives. */
export interface Happening<Who> {
  readonly atMs: number;
  readonly replica: Who | undefined;
  readonly life: number;
  readonly run: (nowMs: number) => void;
}

interface Ordered<Who> extends Happening<Who> {
  readonly order: number;
}

export class Happenings<Who> {
  readonly #all: Ordered<Who>[] = [];
  #order = 0;

  add(happening: Happening<Who>): void {
    this.#order += 1;
    this.#all.push({ ...happening, order: this.#order });
  }

  /** Once more, later, and before what is added from now on. */
  put(happening: Ordered<Who>, atMs: number): void {
    this.#all.push({ ...happening, atMs });
  }

  /** The earliest, taken out. There are never more than some dozens. */
  next(): Ordered<Who> | undefined {
    const all = this.#all;
    let best = -1;
    for (let index = 0; index < all.length; index += 1) {
      const it = all[index];
      const first = all[best];
      if (it === undefined) continue;
      if (first === undefined || it.atMs < first.atMs || (it.atMs === first.atMs && it.order < first.order))
        best = index;
    }
    const found = all[best];
    const last = all.pop();
    if (found !== undefined && last !== undefined && found !== last) all[best] = last;
    return found;
  }
}
