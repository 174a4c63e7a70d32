/**
 * What goes back over the wire, whatever the protocol.
 */

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
