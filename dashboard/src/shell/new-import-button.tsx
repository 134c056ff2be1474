import { Button, type ButtonProps } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link, useLocation } from 'react-router'

/** The primary action of the dashboard; on a phone it stays at the thumb. */
export function NewImportButton({ onClick, ...button }: ButtonProps & { onClick?: () => void }) {
  const { pathname } = useLocation()
  return (
    <Button
      component={Link}
      to="/new-import"
      leftSection={<IconPlus size={16} aria-hidden />}
      {...(pathname === '/new-import' && { 'aria-current': 'page' })}
      {...(onClick && { onClick })}
      {...button}
    >
      New import
    </Button>
  )
}
