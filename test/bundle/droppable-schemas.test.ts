/** Computed keys of schemas written out, and nothing else touched. */
import { describe, expect, it } from '@jest/globals';
import { withPlainKeys } from '../../scripts/bundle/droppable-schemas.ts';

describe('withPlainKeys', () => {
  it('writes out keys that are constant texts, and leaves everything else', () => {
    const code = [
      'const _a = "ec2QueryName";',
      'const _n = 5;',
      'let _l = "later";',
      'export var X$ = [3, _a, [_a], [[1, { [_a]: _a, [_n]: 0, [_l]: 0, [_other]: 0 }]]];',
    ];
    const plain = 'export var X$ = [3, _a, [_a], [[1, { "ec2QueryName": _a, [_n]: 0, [_l]: 0, [_other]: 0 }]]];';
    expect(withPlainKeys(code.join('\n'))).toBe([...code.slice(0, 3), plain].join('\n'));
  });
});
