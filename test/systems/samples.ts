import type { Entity, Projection } from "../../src/domain/model.ts";
import type { NewRecord } from "../../src/systems/port.ts";

const COMMON = { mobile: "+6281234567890", phone: null, email: "toko@contoh.co.id" };
const ADDRESS = { address: "Jl. Mawar 1", city: "Bandung", province: "Jawa Barat", postalCode: "40111" };

/** A record that nothing speaks against, on either side. */
export const SAMPLES: Readonly<Record<Entity, (code: string) => Projection>> = {
	customer: (code) => ({
		code,
		name: `Toko ${code}`,
		active: true,
		npwp: "0012345678901000",
		creditLimit: "2500000",
		...COMMON,
		...ADDRESS,
	}),
	product: (code) => ({
		code,
		name: `Sabun ${code}`,
		active: true,
		category: "Kebersihan",
		units: [
			{ name: "PCS", ratio: "1" },
			{ name: "DUS", ratio: "24" },
		],
		sellPrice: "12500.5",
		taxable: true,
		barcode: `899${code}`,
	}),
	employee: (code) => ({ code, name: `Agung ${code}`, active: true, position: "Sales", isSalesman: true, ...COMMON, ...ADDRESS }),
};

/** A change of one field that every system takes. */
export const CHANGES: Readonly<Record<Entity, Projection>> = {
	customer: { city: "Cimahi" },
	product: { sellPrice: "13000" },
	employee: { position: "Supervisor" },
};

/** Values that some system cannot hold: where a port says so itself, its system has to say so as well. */
export const DOUBTFUL: readonly Projection[] = [
	{ code: "X".repeat(31) },
	{ code: "A\u0007B" },
	{ name: "N".repeat(201) },
	{ email: "bukan e-mail" },
	{ creditLimit: "1000000000000" },
	{ sellPrice: "1000000000000" },
	{ units: [{ name: "KARTONAN", ratio: "1" }] },
];

export const row = (entity: Entity, n: number): NewRecord => ({
	projection: SAMPLES[entity](`K-${String(n).padStart(4, "0")}`),
	partnerId: String(90_000 + n),
});
