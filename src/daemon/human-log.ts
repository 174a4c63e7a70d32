/**
 * The log for somebody who watches a terminal: the time and the sentence of each line, and below it what would be found nowhere
 * else.
 */
interface LogLine {
  readonly time?: string;
  readonly level?: string;
  readonly msg?: string;
  /** Of an endpoint, as it was before a change: EC2 keeps none. */
  readonly document?: string;
}

/** Takes lines of JSON as the log writes them, and writes what people read. */
export function humanLog(destination: { write(text: string): unknown }): { write(line: string): void } {
  return {
    write: (line) => {
      const { time = '', level = 'info', msg = '', document } = JSON.parse(line) as LogLine;
      const mark = level === 'info' || level === 'debug' ? '' : `${level}: `;
      const before = document === undefined ? '' : `         the document before: ${document}\n`;
      destination.write(`${time.slice(11, 19)} ${mark}${msg}\n${before}`);
    },
  };
}
