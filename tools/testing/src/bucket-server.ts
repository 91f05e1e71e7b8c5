/** A server that speaks the protocol of S3, with one bucket; end it with `await using`. */
export interface BucketServer extends AsyncDisposable {
  /** The address of the bucket, `s3://gender-test`. */
  readonly address: string;
  /** The environment variables by which clients find it and say who they are. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Serves an empty bucket on a port of this machine alone.
 *
 * @param folder - where its objects are kept
 */
export async function serveBucket(folder: string): Promise<BucketServer> {
  // Loaded late: few tests need it, and it brings much along.
  const { default: S3rver } = await import('s3rver');
  const bucket = 'gender-test';
  const server = new S3rver({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory: folder },
    configureBuckets: [{ name: bucket, configs: [] }],
  });
  const { port } = await server.run();
  return {
    address: `s3://${bucket}`,
    environment: bucketEnvironment(`http://127.0.0.1:${port}`, 'S3RVER'),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The variables for a server at an address, whose only user has a name for a password. */
export function bucketEnvironment(url: string, user: string): Readonly<Record<string, string>> {
  return {
    ...{ AWS_ENDPOINT_URL_S3: url, AWS_REGION: 'us-east-1' },
    ...{ AWS_ACCESS_KEY_ID: user, AWS_SECRET_ACCESS_KEY: user },
    // Neither files nor roles of the machine that runs the tests.
    ...{ AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' },
    ...{
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  };
}
