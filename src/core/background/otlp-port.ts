/** The default port for sending and receiving telemetry: the standard port of OTLP over HTTP. */
export const DEFAULT_OTLP_PORT = 4318;

/** The port of an endpoint such as `http://127.0.0.1:4318`; null = the endpoint has none. */
export function telemetryPort(endpoint: string): number | null {
  return Number(/:(\d+)\/?$/.exec(endpoint)?.[1]) || null;
}
