import { DomainError } from '../core/error.ts';

/** All that is read from the environment, in one place. */
export type Environment = {
  /** PostgreSQL server to use instead of the embedded store. */
  databaseUrl: string | undefined;
};

/**
 * @param dataGiven whether `--data` was given
 * @throws DomainError wrong_use where settings contradict one another
 */
export function readEnvironment(dataGiven: boolean, environment: NodeJS.ProcessEnv = process.env): Environment {
  const databaseUrl = environment.DATABASE_URL || undefined;
  if (databaseUrl && dataGiven) {
    throw new DomainError(
      'wrong_use',
      'DATABASE_URL is set and --data is given: the first names a PostgreSQL server, the second a folder. Leave one out.',
    );
  }
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new DomainError('wrong_use', 'DATABASE_URL has to start with postgresql://.');
  }
  return { databaseUrl };
}
