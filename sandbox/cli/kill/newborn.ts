import { customer } from "../../scenarios/customers.ts";
import { item } from "../../scenarios/items.ts";
import { employee } from "../../scenarios/people.ts";
import type { Random } from "../../scenarios/random.ts";
import type { Entity, System } from "../product.ts";

/** Far beyond the scenario's own, so that codes, phones and tax numbers are nobody else's. */
const FIRST_INDEX = 50_000;

/** A record that nobody has, as somebody types it into one of the systems. */
export function newborn(system: System, entity: Entity, number: number, random: Random): object {
	const [index, code] = [FIRST_INDEX + number, `BARU-${number}`];
	if (system === "accurate") {
		switch (entity) {
			case "customer":
				return { ...customer(0, index, random), id: undefined };
			case "product":
				return { ...item(0, index, random), id: undefined };
			case "employee":
				return { ...employee(0, index, code, number % 2 === 0, random), id: undefined };
		}
	}
	const mobile = `0812${String(10_000_000 + index)}`;
	switch (entity) {
		case "customer":
			return { code, name: `Toko Baru ${number}`, group: "Umum", address: `Jl. Baru No. ${number}`, mobile };
		case "product":
			return { code, name: `Barang Baru ${number}`, category: "Umum", units: [{ name: "PCS", ratio: 1 }], sell_price: number };
		case "employee":
			return { code, name: `Pegawai Baru ${number}`, position: "Sales", is_salesman: true, mobile };
	}
}
