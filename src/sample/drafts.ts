/** Reads what was posted, form or JSON, into drafts. `tag` belongs to forms and `tags` to JSON: the other is ignored. */
import { BadRequest, type Draft } from './records';
import type { SampleRequest } from './http';

/** Whether the body is JSON; a charset does not matter. */
export function isJson(request: SampleRequest): boolean {
  return /^application\/json\b/i.test(request.contentType);
}

/** One record from a form, urlencoded or multipart. Of a repeated field the first value counts. */
export async function readForm(request: SampleRequest): Promise<Draft> {
  const form = await readFields(request);
  const tag = form.get('tag');
  return {
    address: form.get('address'),
    domain: form.get('domain'),
    code: form.get('code'),
    error: form.get('error'),
    reason: form.get('reason'),
    created_at: form.get('created_at'),
    tags: tag === undefined ? undefined : [tag],
  };
}

/** Every record of a JSON array. Throws BadRequest for any other JSON and for a batch of a thousand or more. */
export async function readBatch(request: SampleRequest): Promise<Draft[]> {
  const parsed = parseJson((await request.body()).toString('utf8'));
  if (!Array.isArray(parsed)) {
    throw new BadRequest('Invalid JSON: an array is expected');
  }
  if (parsed.length >= 1000) {
    throw new BadRequest('Batch size should be less than 1000');
  }
  return parsed.map(readElement);
}

/** The file part of an import. Throws BadRequest when there is none. */
export async function readUpload(request: SampleRequest): Promise<string> {
  const file = (await readMultipart(request)).get('file');
  if (file === null) {
    throw new BadRequest('Missing mandatory parameter: file');
  }
  return typeof file === 'string' ? file : await file.text();
}

async function readFields(request: SampleRequest): Promise<Map<string, string>> {
  const fields = new Map<string, string>();
  const pairs = /^multipart\/form-data\b/i.test(request.contentType)
    ? await readMultipart(request)
    : new URLSearchParams(isJson(request) ? '' : (await request.body()).toString('utf8'));
  for (const [name, value] of pairs) {
    if (!fields.has(name) && typeof value === 'string') {
      fields.set(name, value);
    }
  }
  return fields;
}

async function readMultipart(request: SampleRequest): Promise<FormData> {
  const body = await request.body();
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': request.contentType } }).formData();
  } catch {
    throw new BadRequest('Invalid multipart form');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadRequest('Invalid JSON');
  }
}

function readElement(element: unknown): Draft {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    throw new BadRequest('Invalid JSON: an array of objects is expected');
  }
  const fields = new Map<string, unknown>(Object.entries(element));
  return {
    address: scalar(fields, 'address'),
    code: scalar(fields, 'code'),
    error: scalar(fields, 'error'),
    created_at: scalar(fields, 'created_at'),
    tags: readTags(fields.get('tags')),
  };
}

function scalar(fields: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = fields.get(name) ?? undefined;
  if (value === undefined || typeof value === 'string') {
    return value;
  }
  if (typeof value === 'number') {
    return String(value);
  }
  throw new BadRequest(`Invalid JSON: ${name} must be a string`);
}

function readTags(value: unknown): string[] | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (!Array.isArray(value) || !value.every((tag) => typeof tag === 'string')) {
    throw new BadRequest('Invalid JSON: tags must be an array of strings');
  }
  return value;
}
