import { CoordinatorObject } from "../../coordinator/coordinator.ts";
import { GroupCommit } from "../../coordinator/group-commit.ts";
import type { Log } from "../../domain/log.ts";
import type { Side } from "../../domain/model.ts";
import { database } from "../../store/database.ts";
import type { ChannelDelivery } from "../../systems/channel.ts";
import { takeIn } from "./intake.ts";

/** Signals that come within this time of the first are carried out together. */
export const GATHER_MS = 300;

/** The coordinator of a connection as the Worker has it: it also takes in what webhooks bring, and what comes at once it stores at once. */
export abstract class ConnectionCoordinator extends CoordinatorObject {
	/** By connection and source. */
	readonly #intakes = new Map<string, GroupCommit<readonly ChannelDelivery[]>>();
	protected abstract readonly log: Log;

	/** As `takeIn` of ./intake.ts; rejects when it was not stored. */
	async takeIn(connection: string, source: Side, deliveries: readonly ChannelDelivery[]): Promise<void> {
		const name = `${connection} ${source}`;
		const intake = this.#intakes.get(name) ?? this.#intakeOf(connection, source);
		this.#intakes.set(name, intake);
		await intake.add(deliveries);
	}

	#intakeOf(connection: string, source: Side): GroupCommit<readonly ChannelDelivery[]> {
		const wake = () => this.wake(connection, GATHER_MS);
		const ctx = { connection, db: database(this.env.DB), log: this.log, now: Date.now, wake };
		return new GroupCommit((group) => takeIn(ctx, source, group.flat()));
	}
}
