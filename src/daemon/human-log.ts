/**
 * The log for somebody who watches a terminal: the time and the sentence of each line, nothing else.
 */
interface LogLine {
  readonly time?: string;
  readonly level?: string;
  readonly msg?: string;
}

/** Takes lines of JSON as the log writes them, and writes what people read. */
export function humanLog(destination: { write(text: string): unknown }): { write(line: string): void } {
  return {
    write: (line) => {
      const { time = '', level = 'info', msg = '' } = JSON.parse(line) as LogLine;
      const mark = level === 'info' || level === 'debug' ? '' : `${level}: `;
      destination.write(`${time.slice(11, 19)} ${mark}${msg}\n`);
    },
  };
}
