// By openapi-typescript of /openapi.json; vitest -u writes it.
export interface paths {
  '/v1/predict': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** The class of every picture */
    post: operations['predict'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** The models that are served */
    get: operations['listModels'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/healthz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether the process answers */
    get: operations['live'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Whether requests may be sent */
    get: operations['ready'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    PredictRequest: {
      pictures: {
        /** @description what the answer calls it */
        name?: string;
        /**
         * Format: base64
         * @description an encoded picture (JPEG, PNG, …) in Base64
         */
        data: string;
      }[];
    };
    PredictAnswer: {
      model: {
        name: string;
        sha256: string;
      };
      /** @description whether probabilities are calibrated by the temperature of the model */
      calibrated: boolean;
      pictures: {
        /** @description place among the pictures of the request */
        index: number;
        name?: string;
        /** @description one, or where the model looks for faces one for each, the largest first */
        predictions?: {
          /** @description the most probable class */
          label: string;
          /** @description by class; they sum to 1 */
          probabilities: {
            [key: string]: number;
          };
          /** @description where the face is, in pixels of the photo */
          box?: {
            left: number;
            top: number;
            width: number;
            height: number;
          };
        }[];
        /** @description why this picture has no predictions */
        error?: {
          /** @description stable, such as IMAGE_CORRUPT */
          code: string;
          message: string;
        };
      }[];
    };
    Models: {
      models: {
        name: string;
        sha256: string;
        classes: string[];
        /** @description whether faces are looked for in pictures; else they are taken whole */
        findsFaces: boolean;
        /** @description by which probabilities can be calibrated */
        temperature?: number;
        /** @description what was taken for granted as the file of the model does not say it */
        notes: string[];
      }[];
    };
    Health: {
      /** @enum {string} */
      status: 'ok' | 'closing';
    };
    Error: {
      error: {
        /** @description stable, such as IMAGE_CORRUPT */
        code: string;
        message: string;
      };
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  predict: {
    parameters: {
      query?: {
        model?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['PredictRequest'];
        'multipart/form-data': {
          pictures: string[];
        };
        'image/*': unknown;
        'application/octet-stream': unknown;
      };
    };
    responses: {
      /** @description An answer for every picture */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PredictAnswer'];
        };
      };
      /** @description The request is not of a form that is taken */
      400: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description The API key is missing or wrong */
      401: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description No model has this name */
      404: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description The length of the request is not announced */
      411: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description Too many bytes or pictures */
      413: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description The content is of a type that is not taken */
      415: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description As much waits as may wait, or the server is closing; see Retry-After */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
      /** @description The answer did not come in time */
      504: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Error'];
        };
      };
    };
  };
  listModels: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What each tells apart */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Models'];
        };
      };
    };
  };
  live: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It does */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
      /** @description It does not */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
    };
  };
  ready: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It does */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
      /** @description It does not */
      503: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Health'];
        };
      };
    };
  };
}
