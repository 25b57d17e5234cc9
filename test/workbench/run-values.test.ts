import { RunValues } from '../../src/workbench/run-values.js';

describe('values of a run', () => {
  it('are taken where an expected answer has a name first, and stay', () => {
    const values = new RunValues('~abc');
    expect(values.missing('/orders/{{order}}')).toBe('{{order}}');
    expect(values.expected('{{order}}', '17')).toBe('17');
    expect(values.expected('{{order}}', '18')).toBe('17');
    expect(values.fill('/orders/{{order}}/{{other}}')).toBe('/orders/17/{{other}}');
  });

  it('are taken from within a sentence', () => {
    const values = new RunValues('~abc');
    values.expected('{{order}}', '17');
    expect(values.expected('order {{order}} (a.b) is on invoice {{invoice}}.', 'order 17 (a.b) is on invoice 3.')).toBe(
      'order 17 (a.b) is on invoice 3.',
    );
    expect(values.fill('{{invoice}}')).toBe('3');
  });

  it('are not taken from what is something else', () => {
    const values = new RunValues('~abc');
    expect(values.expected('invoice {{invoice}}', 'none')).toBe('invoice {{invoice}}');
    expect(values.expected('{{invoice}}', '')).toBe('{{invoice}}');
    expect(values.missing('{{invoice}}')).toBe('{{invoice}}');
  });

  it('of an answer that was not the expected one are forgotten', () => {
    const values = new RunValues('~abc');
    const forget = values.remember();
    values.expected('{{order}}', '17');
    forget();
    expect(values.missing('{{order}}')).toBe('{{order}}');
  });

  it('have one that is another in each run, also in what is recorded', () => {
    const values = new RunValues('~abc');
    expect(values.fill('SO-1-{{run}}')).toBe('SO-1-abc');
    expect(values.generalized('SO-1-abc')).toBe('SO-1-{{run}}');
  });
});
