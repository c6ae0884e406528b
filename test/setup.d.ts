export function globalSetup(options?: { isDurable?: boolean }): Promise<void>;
export function globalTeardown(): Promise<void>;
