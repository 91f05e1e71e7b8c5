% Reads with GNU Octave what write_sample.ts wrote into the folder given, and compares every value.
folder = argv(){1};
for version = {'v6', 'v7'}
  s = load(fullfile(folder, ['sample_' version{1} '.mat']));
  dense = zeros(4, 5);
  dense([1 3 10 20]) = [1 2.5 -3 4];
  imaginary = zeros(4, 5);
  imaginary([1 20]) = [-1 7];
  assert(s.row, [1 2.5 -3]);
  assert(s.rows, ['abc'; 'def']);
  assert(isempty(s.no_text) && ischar(s.no_text));
  assert(islogical(s.flags) && isequal(s.flags, [true false true]));
  assert(s.wide, int64([-5; 2^60]));
  assert(s.bytes, uint8([0 255]));
  assert(s.numbers, int16([1 2 3; 4 5 6]));
  assert(s.complex, single([1+3i 2+4i]));
  assert(issparse(s.sparse_double) && isequal(full(s.sparse_double), dense));
  assert(issparse(s.sparse_complex) && isequal(full(s.sparse_complex), dense + 1i * imaginary));
  % Octave reads every sparse logical matrix as one of doubles, MATLAB's own too.
  assert(issparse(s.sparse_logical) && isequal(full(s.sparse_logical) != 0, dense != 0));
  assert(issparse(s.sparse_empty) && isequal(size(s.sparse_empty), [3 2]) && nnz(s.sparse_empty) == 0);
  assert(s.cell{1}, 'ab');
  assert(s.cell{2}, 7);
  assert(size(s.cell{3}), [1 0]);
  assert(fieldnames(s.nested), {'b'; 'a'});
  assert(s.nested.a.x, 'deep');
  assert({s.people.name}, {'Ann', 'Bo'});
  assert(s.stream, single(repmat(0:399, 300, 1)));
  printf('sample_%s.mat: equal\n', version{1});
end
