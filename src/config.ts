/** A setting as it is shown to people. */
export interface Setting {
  readonly name: string;
  /** As it is in force, secrets masked. */
  readonly value: string;
  readonly default: string;
  readonly meaning: string;
}

/** Every setting with its value in force, in the order of the documentation. */
export function describeSettings(env: Readonly<Record<string, string | undefined>>): Setting[] {
  return [
    { name: 'PORT', value: env.PORT || '8080', default: '8080', meaning: 'TCP port to listen on.' },
    { name: 'DATABASE_URL', value: env.DATABASE_URL || 'sqlite:data/broker.db', default: 'sqlite:data/broker.db', meaning: 'Where orders are kept.' },
  ];
}
