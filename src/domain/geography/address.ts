/** A postal address with its contact data. Fields that were not given are `''`. */
export interface Address {
  readonly attention: string;
  readonly address1: string;
  readonly address2: string;
  readonly address3: string;
  readonly address4: string;
  readonly apt: string;
  readonly city: string;
  readonly province: string;
  readonly postal: string;
  readonly email: string;
  readonly phone1: string;
  readonly phone2: string;
  readonly country: string;
}

export const EMPTY_ADDRESS: Address = {
  attention: '',
  address1: '',
  address2: '',
  address3: '',
  address4: '',
  apt: '',
  city: '',
  province: '',
  postal: '',
  email: '',
  phone1: '',
  phone2: '',
  country: '',
};
