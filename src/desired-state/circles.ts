/**
 * Do policies give way to each other in a circle? Then none of them would be left to win. Each circle is told once, at the
 * policy that stands last, with the whole way round.
 */
import type { Problem } from '../model/desired-state.ts';
import type { Named } from './document.ts';
import { MAX_PROBLEMS, problem } from './problem-list.ts';

/** A way that is longer is shown by its beginning. */
const MAX_SHOWN = 8;

/** Looks at each override once, however many there are. */
export function checkCircles(documents: readonly Named[]): readonly Problem[] {
  const nodes = new Map<string, Named>();
  for (const document of documents) if (document.meaning?.is === 'policy') nodes.set(document.name, document);
  const problems: Problem[] = [];
  const left = new Set<string>();
  for (const start of nodes.keys()) {
    /** The way from the start to where we are, with what is still to be tried at each of them. */
    const way = left.has(start) ? [] : [{ name: start, next: 0 }];
    const onWay = new Map<string, number>(way.map(({ name }) => [name, 0]));
    for (let here = way.at(-1); here !== undefined; here = way.at(-1)) {
      const targets = overridesOf(nodes.get(here.name));
      const target = targets[here.next++];
      if (target === undefined) {
        left.add(here.name);
        onWay.delete(here.name);
        way.pop();
        continue;
      }
      const from = onWay.get(target);
      if (problems.length > MAX_PROBLEMS) return problems;
      if (from !== undefined) {
        const names = way.slice(from).map(({ name }) => name);
        if (names.length > 1) problems.push(circle(nodes.get(here.name), here.next - 1, [...names, target]));
      } else if (nodes.has(target) && !left.has(target)) {
        onWay.set(target, way.length);
        way.push({ name: target, next: 0 });
      }
    }
  }
  return problems;
}

function overridesOf(document: Named | undefined): readonly string[] {
  return document?.meaning?.is === 'policy' ? document.meaning.policy.overrides : [];
}

function circle(document: Named | undefined, index: number, names: readonly string[]): Problem {
  const shown = names.length > MAX_SHOWN ? [...names.slice(0, MAX_SHOWN), '…', ...names.slice(-1)] : names;
  const at = document?.yaml.locate(['spec', 'overrides', index], 'value') ?? { file: '.', line: 1, column: 1 };
  return problem(
    at,
    `these policies override each other in a circle: ${shown.join(' > ')}`,
    'all but one of them must give way: delete this override, or another of the circle',
  );
}
