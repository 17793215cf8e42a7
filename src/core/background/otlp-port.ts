/** Where telemetry is sent and received unless another port is named: the one that the protocol has. */
export const DEFAULT_OTLP_PORT = 4318;
