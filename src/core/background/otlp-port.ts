/** Where telemetry is sent and received unless another port is named: the one that the protocol has. */
export const DEFAULT_OTLP_PORT = 4318;

/** The port of an endpoint such as `http://127.0.0.1:4318`; null = it names none. */
export function telemetryPort(endpoint: string): number | null {
  return Number(/:(\d+)\/?$/.exec(endpoint)?.[1]) || null;
}
