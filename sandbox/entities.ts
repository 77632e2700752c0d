export type EntityName = "customer" | "product" | "employee";
