/**
 * The few Node APIs that the sandbox process and the launchers use. Node's own type package declares globals that contradict
 * the Worker's, and everything here is checked as one program.
 */
interface ImportMeta {
	readonly url: string;
}

declare module "node:fs" {
	export function appendFileSync(path: string, text: string, options?: { mode: number }): void;
	export function chmodSync(path: string, mode: number): void;
	export function existsSync(path: string): boolean;
	export function mkdirSync(path: string, options: { recursive: true }): void;
	export function mkdtempSync(prefix: string): string;
	export function readdirSync(path: string, options?: { recursive: boolean }): string[];
	export function readFileSync(path: string, encoding: "utf8"): string;
	export function renameSync(from: string, to: string): void;
	export function rmSync(path: string, options: { recursive: true; force: true }): void;
	export function statSync(path: string): { readonly mode: number; readonly mtimeMs: number };
	export function symlinkSync(target: string, path: string): void;
	export function cpSync(from: string, to: string, options: { recursive: true }): void;
	export function writeFileSync(path: string, text: string, options?: { mode: number }): void;
}

declare module "node:sqlite" {
	export class DatabaseSync {
		constructor(path: string);
		prepare(sql: string): { all(...values: readonly (string | number)[]): unknown[] };
		close(): void;
	}
}

declare module "node:path" {
	export function dirname(path: string): string;
	export function join(...parts: string[]): string;
	export function resolve(...parts: string[]): string;
}

declare module "node:os" {
	export function availableParallelism(): number;
	export function tmpdir(): string;
}

declare module "node:util" {
	export function stripVTControlCharacters(text: string): string;
	export function parseEnv(text: string): Record<string, string>;
}

declare module "node:readline/promises" {
	interface Interface {
		question(text: string): Promise<string>;
		close(): void;
	}
	export function createInterface(options: { input: unknown; output: unknown }): Interface;
}

declare module "node:net" {
	interface Server {
		listen(port: number, host: string): this;
		once(event: "listening", listener: () => void): this;
		once(event: "error", listener: (error: Error & { code?: string }) => void): this;
		address(): { port: number } | string | null;
		close(done?: () => void): this;
	}
	export function createServer(): Server;
	interface Socket {
		resetAndDestroy(): void;
	}
}

declare module "node:http" {
	import type { Server as NetServer, Socket } from "node:net";
	export interface Server extends NetServer {
		closeAllConnections(): void;
	}
	export interface IncomingMessage {
		readonly socket: Socket;
	}
	export interface ServerResponse {
		readonly headersSent: boolean;
	}
	export interface ServerOptions {
		readonly keepAliveTimeout?: number;
	}
	export function createServer(): Server;
}

declare module "node:child_process" {
	interface Stream {
		setEncoding(encoding: "utf8"): this;
		on(event: "data", listener: (text: string) => void): this;
	}
	interface ChildProcess {
		readonly pid?: number;
		readonly stdout: Stream | null;
		readonly stderr: Stream | null;
		once(event: "exit", listener: (code: number | null, signal: string | null) => void): this;
		once(event: "error", listener: (error: Error) => void): this;
	}
	export function spawn(
		command: string,
		args: readonly string[],
		options: {
			cwd: string;
			env: Readonly<Record<string, string | undefined>>;
			detached?: boolean;
			stdio: readonly ("ignore" | "pipe" | "ipc")[];
		},
	): ChildProcess;
}

declare module "node:process" {
	const process: {
		readonly argv: readonly string[];
		readonly env: Readonly<Record<string, string | undefined>>;
		readonly execPath: string;
		cwd(): string;
		readonly pid: number;
		readonly ppid: number;
		readonly stdin: { readonly isTTY?: boolean };
		readonly stdout: { write(text: string): void; readonly isTTY?: boolean };
		readonly stderr: { write(text: string): void };
		readonly channel?: { unref(): void };
		exitCode?: number;
		exit(code: number): never;
		/** A negative pid names a process group, 0 the own one; signal 0 only asks whether it is there. */
		kill(pid: number, signal: "SIGTERM" | "SIGKILL" | 0): void;
		on(event: "SIGINT" | "SIGTERM" | "SIGHUP" | "disconnect" | "exit", listener: () => void): void;
		on(event: "uncaughtException" | "unhandledRejection", listener: (error: unknown) => void): void;
	};
	export default process;
}

declare module "node:async_hooks" {
	export class AsyncLocalStorage<T> {
		run<R>(store: T, work: () => R): R;
		getStore(): T | undefined;
	}
}
