/**
 * The house rules themselves: each catches what it forbids, and lets pass what only looks like it.
 */
import { describe, expect, it } from '@jest/globals';
import { blankLiterals } from './blank-literals.ts';
import { cycles, roomViolations } from './rooms.ts';
import {
  functionViolations,
  leftoverViolations,
  nameViolations,
  openingViolations,
  reachViolations,
  sizeViolations,
} from './shape.ts';

const at = (path: string, text: string) => [{ path, text }];
const LONG_BODY = '  work();\n'.repeat(70);

const CAUGHT: Readonly<Record<string, readonly string[]>> = {
  'a pure room that imports the shell': roomViolations(
    at('src/plan/a.ts', "import { act } from '../controller/act.ts';"),
  ),
  'a word that imports': roomViolations(at('src/model/a.ts', "import { covers } from '../plan/a.ts';")),
  'a dynamic import': roomViolations(at('src/plan/a.ts', "const x = await import('../aws/limiter.ts');")),
  'a type that is imported as a value': roomViolations(
    at('src/plan/a.ts', "import { type A } from '../aws/limiter.ts';"),
  ),
  'the simulator from the daemon': roomViolations(
    at('src/daemon/a.ts', "import { cloud } from '../simulator/cloud.ts';"),
  ),
  'the simulator from another verb': roomViolations(at('src/cli/demo.ts', "import '../simulator/server.ts';")),
  'the simulator looking at us': roomViolations(at('src/simulator/a.ts', "import { a } from '../model/target.ts';")),
  'a second door to files': roomViolations(at('src/report/a.ts', "import { readFile } from 'node:fs/promises';")),
  'a second door to AWS': roomViolations(at('src/cli/a.ts', "import { X } from '@aws-sdk/client-sts';")),
  'a room nobody knows': roomViolations(at('src/attic/a.ts', "import { a } from '../model/target.ts';")),
  'a cycle': cycles([
    { path: 'src/plan/a.ts', text: "import { b } from './b.ts';" },
    { path: 'src/plan/b.ts', text: "import { a } from './a.ts';" },
  ]),
  'a long file': sizeViolations(at('src/a.ts', '\n'.repeat(301))),
  'a long function': functionViolations(at('src/a.ts', `function f(): Promise<void> {\n${LONG_BODY}}`)),
  'a long method': functionViolations(at('src/a.ts', `class A {\n  f(a: () => void): void {\n${LONG_BODY}}\n}`)),
  'a long arrow': functionViolations(at('src/a.ts', `const f = (): number => {\n${LONG_BODY}};`)),
  'the clock': reachViolations(at('src/plan/a.ts', 'const now = Date.now();')),
  'the clock in a template': reachViolations(at('src/plan/a.ts', 'const now = `at ${new Date().toISOString()} {`;')),
  'a timer': reachViolations(at('src/controller/a.ts', 'setTimeout(go, 1);')),
  'the environment': reachViolations(at('src/cli/a.ts', 'const home = process.env.HOME;')),
  chance: reachViolations(at('src/controller/a.ts', 'const r = Math.random();')),
  'a file without an opening': openingViolations(at('src/a.ts', "import 'x';")),
  'a vague file': nameViolations(at('src/plan/time-utils.ts', '')),
  'a vague export': nameViolations(at('src/plan/time.ts', 'export class WindowManager {}')),
  'a file in camel case': nameViolations(at('src/plan/timeTable.ts', '')),
  'a default export': nameViolations(at('src/plan/time.ts', 'export default 1;')),
  'work left for later': leftoverViolations(at('src/a.ts', ['// TO', 'DO: more'].join(''))),
  'a banner': leftoverViolations(at('src/a.ts', ['// --', '---- parts ----'].join(''))),
};

const PASSED: Readonly<Record<string, readonly string[]>> = {
  'a type from any room': roomViolations(at('src/model/a.ts', "import type { A } from '../aws/limiter.ts';")),
  'the room itself': roomViolations(at('src/aws/a.ts', "import { a } from './limiter.ts';")),
  'the shape of a resource': roomViolations(
    at('src/policies/x/judge.ts', "import { a } from '../../resources/notebook-instance/shape.ts';"),
  ),
  'the door itself': roomViolations(at('src/aws/a.ts', "import { X } from '@aws-sdk/client-sts';")),
  'an import in a comment': roomViolations(at('src/model/a.ts', "// import { a } from '../aws/limiter.ts';")),
  'a long describe of data': functionViolations(at('src/a.ts', `const rows = {\n${'  a: 1,\n'.repeat(90)}};`)),
  'a long loop is judged by its function': functionViolations(at('src/a.ts', 'if (a) {\n}\nfor (const b of c) {\n}')),
  'a clock in prose': reachViolations(at('src/plan/a.ts', '// Date.now() is not for us\nconst a = "Date.now()";')),
  'a clock in a pattern': reachViolations(at('src/plan/a.ts', 'const a = /"Date.now() `/;\nconst b = 1;')),
  'an instant from a number': reachViolations(at('src/plan/a.ts', 'const a = new Date(0).toISOString();')),
  'a word of the domain': nameViolations(at('src/plan/database.ts', 'export const baseline = 1;')),
};

describe('what the house rules catch', () => {
  it.each(Object.entries(CAUGHT))('%s', (_name, complaints) => {
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/^src\/[\w./-]+(:\d+)?( ->|:)/);
  });
});

describe('what the house rules let pass', () => {
  it.each(Object.entries(PASSED))('%s', (_name, complaints) => {
    expect(complaints).toEqual([]);
  });
});

describe('blanking literals', () => {
  it('keeps code, lines and expressions inside templates', () => {
    const code = ['a(`x ${b({ c: "}" })} y ${`${d}`} z`);', '/* e', 'f */ g = h / i / j;', "k = 'l\\'m';"].join('\n');
    expect(blankLiterals(code).replace(/ +/g, ' ').replace(/ \n/g, '\n')).toBe(
      'a( b({ c: }) d );\n\n g = h / i / j;\nk = ;',
    );
  });
});
