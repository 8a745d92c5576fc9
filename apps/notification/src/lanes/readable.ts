import { ValidateBy } from 'class-validator';

/** The text of a setting that `read` takes without throwing. What it throws is not shown: it might hold a secret. */
export function ReadableBy(read: (text: string) => unknown): PropertyDecorator {
  return ValidateBy({
    name: 'readableBy',
    validator: {
      validate: (text: unknown) => {
        try {
          read(String(text));
          return true;
        } catch {
          return false;
        }
      },
    },
  });
}
