/** Structured log lines: one JSON object each, with the run's id wherever there is one. Never secrets, never bodies. */
export interface Log {
	info(event: string, fields?: Readonly<Record<string, unknown>>): void;
	warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
	error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}
