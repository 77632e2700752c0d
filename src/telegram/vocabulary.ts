import { ENTITIES, type Entity, SIDES, type Side } from "../domain/model.ts";

/** Words of both languages that admins write behind a command. */
const ENTITY_WORDS: Readonly<Record<Entity, readonly string[]>> = {
	customer: ["pelanggan", "customer", "customers"],
	product: ["produk", "barang", "product", "products"],
	employee: ["karyawan", "pegawai", "employee", "employees"],
};

export const entityNamed = (word: string | undefined): Entity | undefined =>
	ENTITIES.find((entity) => ENTITY_WORDS[entity].includes(word?.toLowerCase() ?? ""));

export const sideNamed = (word: string | undefined): Side | undefined => SIDES.find((side) => side === word?.toLowerCase());

/** Ids of both systems are whole numbers; leading zeros are a slip. */
export const idWritten = (word: string | undefined): string | undefined =>
	/^\d{1,15}$/.test(word ?? "") ? String(Number(word)) : undefined;
